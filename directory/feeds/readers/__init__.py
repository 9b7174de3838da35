"""Readers: the bytes of a feed in, one record or one problem per row out. They know no database and no clock."""
