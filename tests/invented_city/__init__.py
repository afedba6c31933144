"""示例市: an invented city whose true levels are known, its returns filled into the departments' own forms.

`python tests/invented_city [ROOT]` writes the files of `data/raw/demo` anew under ROOT (this repository without it);
`releases.write` makes other cities: counties by number, or the same city up to 2030. Nothing in it is real.
"""
