"""What a property file is written with."""
