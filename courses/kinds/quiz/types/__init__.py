"""Question types, one file each. `contract` is what a type answers, `registry` knows them all."""
