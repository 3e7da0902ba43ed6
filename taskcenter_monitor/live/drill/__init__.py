"""The fire drill: real faults, real alerts, real messages, on a clock that runs faster."""
