"""The steps that bring an older database up to date; `store` runs them."""
