"""An offline voice skill: back and leg pain, twitching legs, and what to do about them."""

__version__ = "0.1.0"
