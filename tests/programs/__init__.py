"""Programs that use libraries of others, for `trace`: each ends by itself and prints the same each time."""
