"""A second call machine, written from spec/04-machine.md: a state and an event give the next state and effects, as plain values."""
