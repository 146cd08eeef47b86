def main(delays):
    return [name.upper() for name in delays]
