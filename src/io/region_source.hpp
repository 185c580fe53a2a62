#pragma once

#include "io/joined_files.hpp"
#include "io/text_format.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace binet::detail {

/// Bytes of a file in memory, readable up to the next multiple of 64 after `end`.
struct Region {
  const char* begin = nullptr;
  const char* end = nullptr;
  bool complete = true;  ///< they reach to the end of the file
  std::uint64_t longest_record = InputLimits().record;

  /// The part of the region that records beginning before `limit` can reach; not complete if it is shorter than the
  /// region.
  Region up_to_record_from(const char* limit) const {
    if (static_cast<std::uint64_t>(end - limit) <= longest_record) return *this;
    return {begin, limit + longest_record, false, longest_record};
  }
};

/// A file as a series of regions: one if it is in memory or can be mapped, otherwise several as bytes arrive.
class RegionSource {
 public:
  virtual ~RegionSource() = default;
  virtual const std::string& name() const = 0;
  /// The next region: the previous one from `rest` on, followed by more bytes. Returns false if the previous one was
  /// complete.
  virtual bool next(const char* rest, Region&) = 0;
  /// Starts again at the first byte.
  virtual void rewind() = 0;
  /// Announces that the bytes [begin, end) of a region will be read next.
  virtual void expect(const char* /*begin*/, const char* /*end*/) {}
  /// Announces that the bytes [begin, end) of a region will not be read again soon.
  virtual void release(const char* /*begin*/, const char* /*end*/) {}
  /// Owns the bytes of the last region.
  virtual std::shared_ptr<const void> holder() const = 0;
  /// True if the whole file is one region.
  virtual bool whole() const = 0;
  /// Number of lines in the regions that are not in the file.
  virtual std::size_t lines_added() const { return 0; }
  /// The files, if there are several; otherwise null.
  virtual const FileParts* parts() const { return nullptr; }
  /// Table::hash of all regions so far, if there are several; if there is one, the reader computes it.
  virtual std::uint64_t hash() const { return 0; }
};

/// Opens a file. Plain files are mapped, and so is standard input if it is one. Others are streamed and decompressed
/// ahead on a thread. `rewindable`: a pipe, which cannot be read twice, is first read into memory. Text is converted to
/// CSV in UTF-8 as the format says; JSON lines are recognised. Throws Error as require_text() and join_files(), and for
/// more than InputLimits::input bytes, here or in next().
std::unique_ptr<RegionSource> open_regions(const std::string& path, bool rewindable, const TextFormat& format = {});

std::unique_ptr<RegionSource> memory_regions(std::string_view text, const std::string& name, const InputLimits& = {});

}  // namespace binet::detail
