"""Adds notes to code: to the await points of the user's files, and to functions of asyncio."""
