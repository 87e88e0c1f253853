"""The demonstration: a firm that does not exist, its customers, and two months of their words.

A window among windows: it knows record types by the strings in its TOML files and works through the door alone.
"""
