"""How publishers write their files, where several sources share it."""
