"""Tables which every installation loads: countries, currencies, products, units, calendar."""
