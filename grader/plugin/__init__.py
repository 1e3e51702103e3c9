"""All that knows pytest: properties are run in place, or for one submission after another."""
