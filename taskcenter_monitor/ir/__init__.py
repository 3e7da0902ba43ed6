"""The frozen values between the compiler and the emitters."""
