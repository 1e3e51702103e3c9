"""Run all benchmarks one after another; each prints its own lines."""

from benchmarks import border, events, submission

if __name__ == "__main__":
    for benchmark in (border, events, submission):
        print(f"== {benchmark.__name__.split('.')[-1]}")
        benchmark.main()
