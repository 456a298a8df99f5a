"""Compiles many texts: reads the file of the first argument, a JSON list of texts, and prints which of them do not compile."""
import json
import sys
import warnings

warnings.simplefilter("ignore")
with open(sys.argv[1], encoding="utf-8") as stream:
    texts = json.load(stream)
failed = []
for index, text in enumerate(texts):
    try:
        compile(text, "<text>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        failed.append([index, str(error)])
print(json.dumps(failed))
