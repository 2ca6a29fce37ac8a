"""Derives the names of countries, regions and places from packages, and draws the map of the world.

Only `manage.py build_geography` imports this: of the packages (requirements-geography.lock) production has none. Names
are those of CLDR (Unicode licence) in British English and Welsh; codes and other names those of ISO (pycountry) and
countryinfo (MIT); capitals and places those of GeoNames (CC BY 4.0).
"""
