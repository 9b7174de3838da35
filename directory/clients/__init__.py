"""Clients: the people served, known by a handle; everything that could tell who they are is sealed."""
