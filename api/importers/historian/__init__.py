"""Visits of foreign leaders to the United States, and journeys of its presidents and secretaries.

The data set of the Office of the Historian, US Department of State (CC0): `files` reads it.
"""
