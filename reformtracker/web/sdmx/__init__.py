"""The record as SDMX 2.1: structures and data that the tools of statistical offices read, over REST under `/sdmx/`."""
