"""Travel advice in the forms that other websites and programs take: cards, areas, and GOV.UK's own JSON."""
