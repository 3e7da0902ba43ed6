"""All reading and writing of files.

Nothing heavy is imported here: a build with nothing to do gets no further.
"""
