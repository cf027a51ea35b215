"""Words → sound: pyttsx3 in a child process, a cache, earcons and players.

Import from the modules: `voice` (what renders), `cache` (rendered ahead, remembered), `earcons`, `player`.
This file stays empty of imports because the child process pays for every one of them before the first word.
"""
