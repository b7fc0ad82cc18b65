// zlib for Swift: `inflateInit2` and `deflateInit2` are macros, which Swift does not import.
#ifndef CHARTSIFT_CZLIB_H
#define CHARTSIFT_CZLIB_H

#include <string.h>
#include <zlib.h>

/// Prepares `stream` for gzip data only (window bits 15 + 16). Returns Z_OK or zlib's error.
static inline int czlib_inflate_gzip(z_stream *stream) {
  memset(stream, 0, sizeof *stream);
  return inflateInit2(stream, 15 + 16);
}

/// Prepares `stream` to write gzip data. Returns Z_OK or zlib's error.
static inline int czlib_deflate_gzip(z_stream *stream, int level) {
  memset(stream, 0, sizeof *stream);
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
