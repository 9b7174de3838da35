"""Alongside: a community resource directory and referral service for peer recovery support specialists."""
