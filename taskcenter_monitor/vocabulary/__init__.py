"""The words of the field: durations, quantities, selectors, severities and generated names."""
