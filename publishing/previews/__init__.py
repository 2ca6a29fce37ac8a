"""Previews of drafts for partners' front ends. No other read of content reaches them."""
