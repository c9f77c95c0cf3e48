"""Tests of the definitions: reading, checking, plans and drafts."""
