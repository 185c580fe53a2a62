#pragma once

#include "train/checkpoint.hpp"

#include <string>

namespace binet {

/// The checkpoint file of a run. Failing to write it is a warning: training continues.
class CheckpointFile {
 public:
  /// `resumed`: the checkpoint from which the run resumes; empty: none. Such a run keeps its checkpoint there, whatever
  /// file the checkpoint itself names, or nowhere if that is not a regular file. Throws Error if it cannot be written.
  CheckpointFile(const Config&, const std::string& resumed);

  /// Where an interrupted run saves it: the file resumed from, the file named, or beside the model; empty: nowhere.
  const std::string& path() const { return path_; }
  /// True if it is written during the run.
  bool is_kept() const { return kept_; }
  /// Returns false after a warning.
  bool write(const Checkpoint&);
  /// Removes the file that this run wrote or resumed from, if it is still a regular file.
  void remove() const;

 private:
  std::string path_, resumed_;
  bool kept_ = false;
  bool written_ = false;
};

}  // namespace binet
