"""What all tests share."""

from hypothesis import HealthCheck, settings

# Machines are busy: how long an example takes says nothing about what is tested.
settings.register_profile(
    "labtui",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("labtui")
