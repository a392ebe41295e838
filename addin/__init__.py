"""The Excel add-in: an xlwings Server project, and what pycog adds to that server.

xlwings Server imports ``custom_functions``, ``custom_scripts`` and ``routers.custom`` from
this folder as modules of their own; they are thin and only point at the modules here.
"""
