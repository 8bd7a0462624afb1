"""Repairs that make MiniStack behave like AWS where Spool depends on it.

Each module names the AWS page that it follows. README.md in the folder above lists them all.
"""
