"""Makes the model file of the package: labels, fitting, evaluation. Never imported by it."""
