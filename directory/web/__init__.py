"""What every page and answer shares: templates, headers, static files, and words for what went wrong."""

from directory.web.templating import page, see_other, whole_address

__all__ = ["page", "see_other", "whole_address"]
