"""The skill in the background: a user unit of systemd, installed once and forgotten."""
