"""What pytest does not collect here."""

# Add-ons that are in no ordinary database: test_own_addon.py installs and tests them.
collect_ignore = ["addons"]
