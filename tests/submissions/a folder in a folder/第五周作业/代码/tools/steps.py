STEPS = range(100)
