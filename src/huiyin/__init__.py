"""Huiyin (回音): customer feedback, complaints and corrective action under a firm's own procedures.

SQLite up to 3.51.2 can damage a write-ahead-logged database when several connections write and checkpoint at once, and
the systems we run on still ship such versions. On Linux the `pysqlite3` wheel carries a repaired one; it takes the
place of the standard module here, before Django is imported by anyone.
"""

import sys

try:
    import pysqlite3
except ImportError:  # other systems bring their own SQLite; a check in `huiyin.operate` warns when it is too old
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
