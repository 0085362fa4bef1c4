"""Tests of places and regions."""
