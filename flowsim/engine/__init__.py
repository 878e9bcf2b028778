"""The engines: what happens, exactly (RULES.md), once to be read (`reference`) and once to be fast (`compiled`)."""
