"""How a publisher is asked for a file: under which name, how patiently, and checked before it is kept."""
