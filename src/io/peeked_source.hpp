#pragma once

#include "io/byte_source.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace binet::detail {

/// A source that first returns bytes already read from another source, then the rest of that source.
class PeekedSource : public ByteSource {
 public:
  PeekedSource(std::unique_ptr<ByteSource> source, std::size_t most) : source_(std::move(source)), bytes_(most, '\0') {
    constexpr std::size_t kEnough = 6;  // reading more might wait for a pipe
    while (size_ < bytes_.size() && (size_ < kEnough || source_->ready())) {
      const std::size_t count = source_->read(bytes_.data() + size_, bytes_.size() - size_);
      if (count == 0) break;
      size_ += count;
    }
  }
  std::string_view peek() const { return {bytes_.data(), size_}; }

  std::size_t read(char* buffer, std::size_t size) override {
    if (given_ == size_) return source_->read(buffer, size);
    const std::size_t count = std::min(size, size_ - given_);
    std::memcpy(buffer, bytes_.data() + given_, count);
    given_ += count;
    return count;
  }
  bool ready() override { return given_ < size_ || source_->ready(); }
  const std::string& name() const override { return source_->name(); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string bytes_;
  std::size_t size_ = 0, given_ = 0;
};

}  // namespace binet::detail
