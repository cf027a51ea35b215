"""The loops that join the rooms: live, recorded, typed and line by line, all driving the same conversation."""
