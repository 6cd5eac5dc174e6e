"""Nearness in meaning: vectors of passages from a model in a folder of the user's choice.

The extra `heddle-qda[meaning]`. It finds passages, it writes nothing: an encoder gives a list of
numbers for a text and no words, so a study that uses it used no generative model.
"""
