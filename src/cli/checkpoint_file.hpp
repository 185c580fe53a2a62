#pragma once

#include "train/checkpoint.hpp"

#include <string>

namespace binet {

/// Where a run keeps its checkpoint. A failure to write it is a warning: training goes on.
class CheckpointFile {
 public:
  /// `resumed`: the checkpoint the run goes on from, empty if none. Such a run keeps its checkpoint there, whatever
  /// file the checkpoint itself names, or nowhere if that is no regular file. Throws Error if it cannot be written.
  CheckpointFile(const Config&, const std::string& resumed);

  /// Where an interrupted run leaves it: the file resumed from, the file named, or beside the model; empty: nowhere.
  const std::string& path() const { return path_; }
  /// True if it is to be written while the run goes on.
  bool is_kept() const { return kept_; }
  /// False after a warning.
  bool write(const Checkpoint&);
  /// Removes what this run wrote or went on from, if it still is a regular file.
  void remove() const;

 private:
  std::string path_, resumed_;
  bool kept_ = false;
  bool written_ = false;
};

}  // namespace binet
