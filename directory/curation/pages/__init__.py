"""The pages of coordinators, as dataclasses that templates show."""
