"""Tests of what is not an add-on: deployment files and the set-up."""
