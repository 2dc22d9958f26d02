"""Coverage-guided fuzzing of what reads untrusted bytes, by atheris: `python -m benchmarks.fuzz --help`."""
