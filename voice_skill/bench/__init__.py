"""The measurements: each module prints one report, and asserts nothing."""
