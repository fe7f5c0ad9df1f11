"""The conversation with scoring modules: found by name, asked wherever they run, and checked."""
