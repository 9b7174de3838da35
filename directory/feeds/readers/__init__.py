"""Readers: the bytes of a feed in, one record or one problem per row out. They know no database and no clock.

Every folder here is a format and says so in its `FORMAT`; the modules beside them are what several readers share.
"""
