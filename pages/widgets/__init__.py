"""What screens are made of: the live map, the blocks, the parts of one screen."""
