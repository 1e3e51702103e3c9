"""Run all benchmarks one after another; each prints its own lines."""

from benchmarks import border, events, gradebook, submission

if __name__ == "__main__":
    for benchmark in (border, events, gradebook, submission):
        print(f"== {benchmark.__name__.split('.')[-1]}")
        benchmark.main()
