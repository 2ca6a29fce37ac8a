"""What staff may see in the admin: pages by section, handling, ownership and entitlement; files through their pages."""
