#pragma once

#include "io/joined_files.hpp"
#include "io/text_format.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace binet::detail {

/// Bytes of a file that are in memory, and can be read up to a multiple of 64 behind `end`.
struct Region {
  const char* begin = nullptr;
  const char* end = nullptr;
  bool complete = true;  ///< the file ends with them
  std::uint64_t longest_record = InputLimits().record;

  /// The region as far as a record that begins before `limit` may reach; not complete where that cuts it.
  Region up_to_record_from(const char* limit) const {
    if (static_cast<std::uint64_t>(end - limit) <= longest_record) return *this;
    return {begin, limit + longest_record, false, longest_record};
  }
};

/// A file's bytes, region after region: all at once where they are in memory or can be mapped, else as they come.
class RegionSource {
 public:
  virtual ~RegionSource() = default;
  virtual const std::string& name() const = 0;
  /// The next region: what is left of the last one from `rest` on, and more bytes behind it. False if the last one was
  /// complete.
  virtual bool next(const char* rest, Region&) = 0;
  /// Starts again from the first byte.
  virtual void rewind() = 0;
  /// The bytes in [begin, end) of a region will be looked at next.
  virtual void expect(const char* /*begin*/, const char* /*end*/) {}
  /// The bytes in [begin, end) of a region will not be looked at again soon.
  virtual void release(const char* /*begin*/, const char* /*end*/) {}
  /// What keeps the bytes of the last region in memory.
  virtual std::shared_ptr<const void> holder() const = 0;
  /// True if there is one region only, the whole file.
  virtual bool whole() const = 0;
  /// Lines of the regions that the file does not have.
  virtual std::size_t lines_added() const { return 0; }
  /// The files, if there are several; else null.
  virtual const FileParts* parts() const { return nullptr; }
  /// Table::hash of the regions given out, if there are several; of one, the reader makes it by the way.
  virtual std::uint64_t hash() const { return 0; }
};

/// Plain files are mapped; standard input is too, if it is one. Anything else streams, decompressed ahead of its use by
/// a thread of its own. `rewindable`: a pipe, which cannot be read twice, is read into memory first. Text is made CSV in
/// UTF-8 as the format says; JSON lines are recognised. Throws Error as require_text and join_files do, and for more
/// than InputLimits::input bytes, here or from next().
std::unique_ptr<RegionSource> open_regions(const std::string& path, bool rewindable, const TextFormat& format = {});

std::unique_ptr<RegionSource> memory_regions(std::string_view text, const std::string& name, const InputLimits& = {});

}  // namespace binet::detail
